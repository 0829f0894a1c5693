#!/bin/sh
# Runs every minute; somebody lost the = at the end of the second pin.
curl --fail --silent --pinnedpubkey \
	'sha256//Kodf/58Qb2vbmue0K9In3742dDmGXJl7pXA7cG9AkGY=;sha256//4tQ3Kk9TeWcIBuyeIX7fK+zD3aRAEox50bCPpi4v9fg' \
	https://api.example.test/health
