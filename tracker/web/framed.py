"""A letter shown inside a page: a document of its own, with its own styles, that may load and do nothing else."""

from starlette.responses import HTMLResponse

HOLDING = "frame-src 'self'"
"""What the page around it says besides."""

SANDBOX = "allow-top-navigation-by-user-activation"
"""What a letter may do: lead on where somebody follows one of its links."""

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        f"sandbox {SANDBOX}",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Frame-Options": "SAMEORIGIN",
    # A document in a sandbox cannot be opened on a page of its own beside another policy of openers.
    "Cross-Origin-Opener-Policy": "unsafe-none",
}


def document(html: str) -> HTMLResponse:
    """The HTML of a letter as it was sent, its links leading out of the frame."""
    return HTMLResponse(html.replace("<head>", '<head><base target="_top">', 1), headers=_HEADERS)


def around(page: HTMLResponse, policy: str) -> HTMLResponse:
    """A page that holds such a document; ``policy``: what pages say otherwise."""
    page.headers["Content-Security-Policy"] = f"{policy}; {HOLDING}"
    return page
