"""The approved words: what each pattern knows in both languages, and in the Spanish of every region."""

from __future__ import annotations

import pytest

from templates.errors import BrokenRule
from templates.phrases import PHRASES, fold, read_phrases

SAID = [
    ("en", "stop_by_sms", "Reply STOP to opt out"),
    ("en", "stop_by_sms", "Text STOP"),
    ("es", "stop_by_sms", "Responda ALTO"),
    ("es", "stop_by_sms", "Envíe STOP"),
    ("es", "stop_by_sms", "Conteste con la palabra BAJA"),
    ("es", "stop_by_sms", "Mande PARAR"),
    ("en", "stop_by_email", "Stop e-mails to this address"),
    ("es", "stop_by_email", "No recibir más correos"),
    ("es", "stop_by_email", "Darse de baja"),
    ("es", "stop_by_email", "Cancelar la suscripción"),
    ("en", "stop_by_key", "To stop calls to this number, press 9."),
    ("es", "stop_by_key", "Para no recibir más llamadas, oprima 9"),
    ("es", "stop_by_key", "Para dejar de recibir llamadas, presione el 9"),
    ("es", "stop_by_key", "Para no recibir más llamadas a este número, pulse 9"),
    ("es", "stop_by_key", "Si desea que no le llamemos más, marque 9"),
    ("en", "from_collector", "This is from a debt collector."),
    ("es", "from_collector", "Este mensaje es de un cobrador de deudas."),
    ("es", "from_collector", "de una agencia de cobranza"),
    ("es", "from_collector", "de un recaudador de deudas"),
    ("es", "purpose_of_information", "intento de cobrar una deuda. La información se usará con dicho propósito"),
    ("en", "recorded", "This call may be recorded."),
    ("es", "recorded", "Esta llamada podría ser grabada"),
    ("es", "recorded", "Esta llamada se está grabando"),
    ("en", "threat", "You will be sued"),
    ("es", "threat", "le vamos a demandar"),
    ("es", "threat", "su salario puede ser embargado"),
    ("en", "presses", "Call today"),
    ("es", "presses", "Pague ahorita mismo"),
    ("es", "presses", "último aviso"),
    ("es", "presses", "cuanto antes"),
]
UNSAID = [
    ("en", "stop_by_sms", "We will stop texting"),
    ("es", "stop_by_sms", "Alto"),
    ("en", "from_collector", "We are no debt collector"),
    ("en", "tells_of_debt", "This is Harbor Dental with a call for Pat. Please call back to talk about your visit."),
    ("es", "tells_of_debt", "Le habla Harbor Dental con una llamada para Pat. Llámenos para hablar de su visita."),
    ("es", "tells_of_debt", "De lunes a viernes, si le parece, en la calle Mayor"),
    ("en", "threat", "What suits you? Call our office."),
    ("es", "presses", "Llame cuando le convenga"),
    ("es", "recorded", "Hemos grabado su nombre"),
]


@pytest.mark.parametrize(("language", "phrase", "text"), SAID)
def test_a_phrase_is_known(language: str, phrase: str, text: str) -> None:
    assert getattr(PHRASES[language], phrase).search(fold(text))


@pytest.mark.parametrize(("language", "phrase", "text"), UNSAID)
def test_other_words_are_no_phrase(language: str, phrase: str, text: str) -> None:
    assert not getattr(PHRASES[language], phrase).search(fold(text))


@pytest.mark.parametrize(
    "text",
    ["su deuda", "lo adeudado", "usted debe", "el saldo", "cobranza", "una cuenta morosa", "en mora", "cuenta vencida",
     "sus pagos", "la cuota", "la mensualidad", "abonar", "su factura", "cuenta atrasada"],
)  # fmt: skip
def test_words_for_debt_of_every_region_are_known(text: str) -> None:
    assert PHRASES["es"].tells_of_debt.search(fold(text))


@pytest.mark.parametrize(
    "source", ["", "name = 1", 'name = "X"\n[phrases]\nstop_by_sms = ["("]', 'name = "X"\n[phrases]\nother = ["a"]']
)
def test_a_language_that_lacks_something_is_refused(source: str) -> None:
    with pytest.raises(BrokenRule, match=r"xx\.toml"):
        read_phrases("xx.toml", source)
