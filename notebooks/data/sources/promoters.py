"""Makes ../promoters.csv from the copy of the UCI data set in Debian's r-cran-kernlab 0.9-32.

    python3 promoters.py promotergene.rda > ../promoters.csv

An .rda file is a compressed stream of R objects in XDR (big-endian) form. Only what this one holds is read: a data
frame of factors, that is a list of integer vectors, each with the names of its levels.
"""

import bz2
import gzip
import lzma
import struct
import sys

NIL, LIST, SYMBOL, CHARS, STRINGS, INTEGERS, VECTOR, REFERENCE = 254, 2, 1, 9, 16, 13, 19, 255


class Reader:
    def __init__(self, data):
        self.data, self.at, self.symbols = data, 0, []

    def integer(self):
        self.at += 4
        return struct.unpack(">i", self.data[self.at - 4 : self.at])[0]

    def text(self):
        length = self.integer()
        self.at += length
        return self.data[self.at - length : self.at].decode()

    def item(self):
        """(value, attributes)"""
        flags = self.integer()
        kind, has_attributes, has_tag = flags & 255, flags & 512, flags & 1024
        if kind == NIL:
            return None, {}
        if kind == REFERENCE:
            return self.symbols[(flags >> 8) - 1], {}
        if kind == SYMBOL:
            self.symbols.append(self.item()[0])
            return self.symbols[-1], {}
        if kind == CHARS:
            return self.text(), {}
        if kind == LIST:
            pairs = {}
            while kind == LIST:
                tag = self.item()[0] if flags & 1024 else None
                pairs[tag] = self.item()
                flags = self.integer()
                kind = flags & 255
            return pairs, {}
        count = self.integer()
        if kind == INTEGERS:
            value = [self.integer() for _ in range(count)]
        elif kind in (STRINGS, VECTOR):
            value = [self.item() for _ in range(count)]
        else:
            raise ValueError(f"unexpected R object of type {kind}")
        return value, self.item()[0] if has_attributes else {}


def load(path):
    """The objects of an .rda file by name."""
    raw = open(path, "rb").read()
    for unpack in (gzip.decompress, bz2.decompress, lzma.decompress):
        try:
            raw = unpack(raw)
            break
        except (OSError, lzma.LZMAError):
            continue
    assert raw.startswith(b"RDX2\nX\n"), "not an XDR file of R, version 2"
    reader = Reader(raw[7:])
    reader.at = 12  # the versions of the format and of R
    return reader.item()[0]


def main(path):
    frame, _ = load(path)["promotergene"]
    columns = [[attributes["levels"][0][code - 1][0] for code in codes] for codes, attributes in frame]
    print("class,sequence")
    for row in zip(*columns):
        print(f"{row[0]},{''.join(row[1:])}")


if __name__ == "__main__":
    main(sys.argv[1])
