"""`python -m hotline_web.i18n missing`: what the catalogues lack and what they hold in vain."""

import sys

from hotline_web.i18n.extraction import missing, obsolete


def main(arguments: list[str]) -> int:
    if arguments != ["missing"]:
        sys.stdout.write("usage: python -m hotline_web.i18n missing\n")
        return 2
    lacking, vain = missing(), obsolete()
    for line in [*(f"missing  {each}" for each in lacking), *(f"obsolete {each}" for each in vain)]:
        sys.stdout.write(f"{line}\n")
    return 1 if lacking or vain else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
