class TooLarge(Exception):
    pass


class Meta(type):
    __name__ = property(lambda cls: "\x1b[31m\ud800\u202e")


class Odd(metaclass=Meta):
    def __call__(self, *_):
        raise TooLarge("\x1b[2J\x1b]0;title\x07 \ud800 \u202e \x9b31m")


double = total = classify = step = halve = Odd()
