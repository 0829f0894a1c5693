# Added by the tests that live here.
