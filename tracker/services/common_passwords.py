"""Passwords that are tried first: what is left of one when common words, sequences and own names are taken out.

Lists of leaked passwords are long because each word stands there with every number after it. With at least twelve
characters such a list is nearly all words of this one, joined, repeated, or with digits and signs around them.
"""

import re
from collections.abc import Iterable

ENOUGH = 5
"""So many characters must be left, of which ``DIFFERENT`` differ."""

DIFFERENT = 4

WORDS = """
password passwort passw0rd passwd passphrase pass secret geheim login signin logon user username account admin
administrator root guest test testing tester demo default changeme change letmein welcome hello hallo master manager
system server computer internet network windows microsoft google apple android iphone samsung huawei xiaomi tencent
alibaba taobao weixin wechat baidu qq database oracle postgres sqlite mysql cisco linux ubuntu dell
qwerty qwertz azerty asdf zxcv qazwsx qaz wsx edc rfv tgb yhn ujm abc abcd aaa xyz
iloveyou ilove love you lovely loveme forever baby babygirl princess angel sunshine flower butterfly rainbow
monkey dragon tiger lion eagle panda kitty puppy chocolate cookie banana orange cheese pepper ginger summer winter
spring autumn january february march april june july august september october november december monday friday sunday
football baseball basketball soccer hockey tennis liverpool chelsea arsenal barcelona juventus realmadrid superman
batman spiderman pokemon starwars matrix naruto ninja killer shadow hunter ranger trustno trust nothing whatever
freedom money business company office work home family mother father daddy mommy sister brother friend friends
michael jennifer jessica daniel michelle thomas robert charlie jordan george william andrew joshua matthew
mustang ferrari porsche mercedes yamaha harley corvette america canada england london paris berlin texas china
beijing shanghai shenzhen guangzhou chongqing heilongjiang harbin ningxia zhongguo zhonghua renmin gongchandang
woaini woaiwo woaizuguo aini woshishui nihao mima wodemima zhanghao guanliyuan denglu dengji xitong ceshi zhengfu
bangong bangongshi shengtai huanjing huanbao dangan mishu laoban laopo laogong baobao xiaoming
zhangwei wangwei wangfang lina zhang wang li liu chen yang huang zhao zhou
tracker commitment commitments register registry government ministry environment ecology state council public
chengnuo 密码 口令 管理员 我爱你 我爱中国 中国 你好 登记 承诺 承诺事项 登记簿 生态环境 政府 办公室 北京 上海 测试
""".split()  # noqa: SIM905 - a page of strings would be no list to read
"""Words, names and syllables that stand in the lists of passwords most often used, and those of this trade."""

NUMBERS = """
123456789 12345678 1234567 123456 12345 1234 123 987654321 7654321 654321 54321 4321 321 147258369 147258 258369 159753
159357 123321 112233 121212 131313 123123 520 521 1314 5201314 1314520 5211314 7758521 7758258 168 888 666 999 000 111
222 333 444 555 777 100200 101010 202020 696969 147852 789456 456789
""".split()  # noqa: SIM905
"""Numbers that stand there: sequences, patterns of a keypad, and those that sound like a sentence in Chinese."""

ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azertyuiop",
    "qsdfghjklm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "a1b2c3d4e5f6g7h8i9j0",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7",
)
"""What lies side by side, on a keyboard or in the alphabet."""

RUN = 4
"""From so many characters on it is a sequence."""

_READS_AS = str.maketrans("0134578@$!|+", "oleastbasilt")
_YEARS = re.compile(r"(19|20)\d\d")
_SAME = re.compile(r"(.)\1{2,}")
_KNOWN = re.compile("|".join(map(re.escape, sorted({*WORDS, *NUMBERS}, key=len, reverse=True))))
_PARTS = re.compile(r"[^\W_]+")
SHORTEST_NAME = 3


def is_repetition(password: str) -> bool:
    """Whether a password is a few characters again and again."""
    folded = password.casefold()
    return re.fullmatch(r"(.{1,6}?)\1+.{0,5}", folded, re.DOTALL) is not None or len(set(folded)) < DIFFERENT + 1


def is_common(password: str, own: Iterable[str] = ()) -> bool:
    """Whether too little of a password is left without common words, sequences, years and the names in ``own``."""
    folded = password.casefold()
    names = _names(own)
    # Years go first: as letters they would say something.
    forms = (folded, _YEARS.sub("", folded).translate(_READS_AS))
    return any(not _is_enough(_without(form, names)) for form in forms)


def _is_enough(rest: str) -> bool:
    return len(rest) >= ENOUGH and len(set(rest)) >= DIFFERENT


def _without(word: str, names: re.Pattern[str] | None) -> str:
    rest = names.sub("", word) if names else word
    for known in (_sequences, _KNOWN, _YEARS, _SAME):
        rest = known(rest) if callable(known) else known.sub("", rest)
    return "".join(_PARTS.findall(rest))


def _names(own: Iterable[str]) -> re.Pattern[str] | None:
    whole = {name.casefold().strip() for name in own}
    parts = {part for name in whole for part in (name, *_PARTS.findall(name), re.sub(r"[\W_]+", "", name))}
    longest_first = sorted((part for part in parts if _is_name(part)), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None


def _is_name(part: str) -> bool:
    # A Chinese name has two or three characters, each of which says as much as several letters.
    return len(part) >= SHORTEST_NAME or (len(part) > 1 and not part.isascii())


def _sequences(word: str) -> str:
    """A word without the runs of characters that lie side by side, in either direction."""
    rest, start = [], 0
    while start < len(word):
        length = _run(word[start:])
        if length < RUN:
            rest.append(word[start])
        start += length if length >= RUN else 1
    return "".join(rest)


def _run(word: str) -> int:
    """How many characters at the beginning lie side by side."""
    longest = 1
    for row in _BOTH_WAYS:
        length = longest
        while length < len(word) and word[: length + 1] in row:
            length += 1
        longest = length
    return longest


_BOTH_WAYS = tuple(way for row in ROWS for way in (row, row[::-1]))
