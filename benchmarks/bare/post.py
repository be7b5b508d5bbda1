"""`python -m benchmarks.bare.post NUMBER MAIL`: so many tasks that send this mail."""

import json
import sys

from benchmarks.bare.mail import send


def main(number: int, mail: dict[str, str]) -> None:
    for _ in range(number):
        send.delay(mail)
    print(json.dumps({}))


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
