#!/bin/sh
# Five apps as people have them: one command each, and an answer to act on.
. "$PINLAB_SRCDIR/tests/cli/lib.sh"
cp -r "$source/scenarios/apps" apps
chmod -R u+w apps
cd apps || exit 1
at='--at 2026-11-21'

# app APP FILE: checks it
check() {
	run check --pins "$1/$2" --chain "$1/chain.pem" --trust roots.pem $at
}
rehearse() {
	run rehearse --pins "$1/$2" --chain "$1/chain.pem" --trust roots.pem $at
}

check android-shop network_security_config.xml
exits 0 "an Android app with a leaf pin and a backup"
says "first fatal event: renew-new-key, by 2026-12-26, at most 35 days left" "what kills its pins first"
says "network_security_config.xml:8:35: warning: leaf-key-automation" "at which line"
says "certbot --reuse-key" "and what to do"
rehearse android-shop network_security_config.xml
exits 0 "rehearsed"
says "cut off on 2026-11-27, in 6 days" "the automation comes before the end"

check ios-bank Info.plist
exits 0 "an iOS app that pins roots"
says "OK as of 2026-11-21" "is well"
rehearse ios-bank Info.plist
says "nothing that is known cuts it off before 2028-11-20" "for long"

check trustkit-clinic TrustKit.plist
exits 0 "TrustKit with a pin on an intermediate"
says "pinned-ca-ends" "whose certificate ends"
rehearse trustkit-clinic TrustKit.plist
says "cut off on 2027-01-26, in 66 days" "and is replaced before that"

check okhttp-news Pinning.kt
exits 0 "OkHttp in Kotlin, the pin in a constant"
says "single-pin" "and no other"
rehearse okhttp-news Pinning.kt
says "okhttp-news/Pinning.kt:8" "the line of the constant"

check curl-build fetch.sh
exits 0 "a curl script"
says "curl-build/fetch.sh:6" "its line"
rehearse curl-build fetch.sh
says "cut off on 2026-11-27, in 6 days" "a leaf pin without a backup"

# --- as a gate -----------------------------------------------------------------------
run run .
exits 0 "their rehearsals are scenarios"
says "5 scenarios" "all of them"
sed -i 's/qGZD8bH28/qGZD8bH29/' android-shop/network_security_config.xml
run run android-shop
exits 1 "a pull request that breaks a pin"
says "network_security_config.xml:8" "is told its line"
check android-shop network_security_config.xml
exits 1 "and check says so as well"
done_testing
