"""The account page, served: plain HTML that works on a phone, without JavaScript, in both languages.

``routes`` takes requests and gives answers, ``guarding`` is what makes them safe, ``forms`` what is read from them,
``drawing`` turns a screen into HTML by the layouts in ``layouts/``, which hold no words: every word is an approved text.
"""
