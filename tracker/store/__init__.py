"""The only floor that speaks SQL: tables, transactions, history, and the filter language compiled."""
