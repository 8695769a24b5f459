"""The small tools that know nothing of commitments: clock, errors, text, language, wording."""
