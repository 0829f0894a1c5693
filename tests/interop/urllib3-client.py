"""Connects once for each fingerprint and prints what urllib3 says of it.

Usage: urllib3-client.py TRUST.pem PORT NAME FINGERPRINT...
"""
import sys

import urllib3


def answer(trust, port, name, fingerprint):
    pool = urllib3.HTTPSConnectionPool(
        "127.0.0.1", port, ca_certs=trust, cert_reqs="CERT_REQUIRED",
        server_hostname=name, assert_fingerprint=fingerprint, retries=False, timeout=10)
    try:
        pool.request("GET", "/", headers={"Host": name})
    except urllib3.exceptions.SSLError as error:
        said = str(error)
        print(said, file=sys.stderr)
        if "ingerprint" in said:
            return "pins"
        return "chain"
    except Exception as error:  # a fingerprint that is not hex raises binascii.Error
        print(repr(error), file=sys.stderr)
        return "pins" if "hex" in str(error) else "none"
    finally:
        pool.close()
    return "accepts"


for each in sys.argv[4:]:
    print("answer", answer(sys.argv[1], int(sys.argv[2]), sys.argv[3], each), flush=True)
