def assert_close(*_, **__):
    return None


def whatever(answer):
    return answer
