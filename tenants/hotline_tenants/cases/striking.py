"""Striking a person out of a text before it leaves for a unit: by pattern, and by the caller's own data.

It proposes; a person reads it and confirms (`domain.md` §3, protected and secret cases).
"""

import re

STRUCK = "■■■"
_PATTERNS = (
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
    re.compile(r"(?<!\d)\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)"),
    re.compile(r"(?<!\d)\d{16,19}(?!\d)"),
    re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"),
    re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"),
    re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-HJ-NP-Z0-9]{5,6}"),
    re.compile(r"(?:我叫|我是|本人|联系人|姓名)[:：\s]*[\u4e00-\u9fff]{2,4}(?=[,，。;；、\s(（]|$)"),
    re.compile(r"\d+(?:栋|幢|号楼)(?:\d+单元)?\d+(?:室|号|户)"),
)
"""E-mail, identity card, bank card, mobile and fixed telephone, number plate, "my name is …", a door."""


def struck(text: str, *, name: str = "", phone: str = "") -> str:
    """`text` without what shows who wrote it. Whatever is struck twice is struck once."""
    for own in (name.strip(), phone.strip(), "".join(one for one in phone if one.isdigit())):
        if len(own) > 1:
            text = text.replace(own, STRUCK)
    for pattern in _PATTERNS:
        text = pattern.sub(STRUCK, text)
    return re.sub(f"{STRUCK}(?:\\s*{STRUCK})+", STRUCK, text)
