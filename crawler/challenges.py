"""Pages that ask whether we are human, told by their shape. A proof is never attempted: we stay away."""

# A page with a text of its own is no bare challenge, whatever scripts it carries.
LARGEST_BYTES = 150_000
_MARKS = (
    b"_cf_chl_opt",
    b"<title>just a moment...",
    b"<title>attention required! | cloudflare",
    b"cf-browser-verification",
    b"captcha-delivery.com",
    b'id="px-captcha"',
    b"incapsula incident id",
    b"/.well-known/sgcaptcha",
    b"awswafcookiedomainlist",
)


def is_challenge(html: bytes) -> bool:
    """Whether the page is a captcha or a check of the browser by Cloudflare, DataDome and their like."""
    if len(html) > LARGEST_BYTES:
        return False
    lowered = html.lower()
    return any(mark in lowered for mark in _MARKS)
