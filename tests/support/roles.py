"""The people around a commitment of the starter register that a department owns and the ministry accepts."""

OWNER, ACCEPTOR, SUPERVISOR = "sample-hlj-dee", "sample-mee-office", "sample-hlj-leading-group"
STRANGER = "sample-yubei"
