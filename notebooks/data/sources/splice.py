"""Makes ../splice.csv from the copy of the UCI data set in Debian's r-cran-mlbench 2.1-3.

    python3 splice.py DNA.rda > ../splice.csv

There every base is three columns of zeros and ones: 100 for a, 010 for c, 001 for g, 000 for t. promoters.py reads the
file.
"""

import sys

from promoters import load

BASES = {"100": "a", "010": "c", "001": "g", "000": "t"}


def main(path):
    frame, _ = load(path)["DNA"]
    columns = [[attributes["levels"][0][code - 1][0] for code in codes] for codes, attributes in frame]
    print("class,sequence")
    for row in zip(*columns):
        bits = "".join(row[:-1])
        print(f"{row[-1]},{''.join(BASES[bits[i : i + 3]] for i in range(0, len(bits), 3))}")


if __name__ == "__main__":
    main(sys.argv[1])
