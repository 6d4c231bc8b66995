"""What people answer: on the keypad, by text."""
