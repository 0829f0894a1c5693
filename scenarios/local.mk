# Scenarios that run as they are; each is a test as well.
scenario_lessonsdir = $(pkgdatadir)/scenarios/lessons
dist_scenario_lessons_DATA = \
	scenarios/lessons/clients.yaml \
	scenarios/lessons/dual-trust.yaml \
	scenarios/lessons/first.yaml \
	scenarios/lessons/private-ca.yaml \
	scenarios/lessons/reissue-intermediate.yaml \
	scenarios/lessons/renew-backup-key.yaml \
	scenarios/lessons/renew-new-key.yaml \
	scenarios/lessons/renew-same-key.yaml \
	scenarios/lessons/report-only.yaml \
	scenarios/lessons/roll-root.yaml \
	scenarios/lessons/swap-intermediate.yaml \
	$(NULL)
scenario_incidentsdir = $(pkgdatadir)/scenarios/incidents
dist_scenario_incidents_DATA = \
	scenarios/incidents/a1-le-x1-to-x3.yaml \
	scenarios/incidents/a10-expensify.yaml \
	scenarios/incidents/a2-le-x3-to-r3.yaml \
	scenarios/incidents/a3-le-any-of.yaml \
	scenarios/incidents/a3-le-random-pool.yaml \
	scenarios/incidents/a4-le-generation-y.yaml \
	scenarios/incidents/a5-amazon-pool.yaml \
	scenarios/incidents/a6-two-certificates-one-key.yaml \
	scenarios/incidents/a7-digicert-rotation.yaml \
	scenarios/incidents/a8-swisscovid.yaml \
	scenarios/incidents/a9-cross-sign-reissued.yaml \
	scenarios/incidents/a9-le-r3-cross-sign-2020.yaml \
	scenarios/incidents/b1-dst-root-x3-expiry.yaml \
	scenarios/incidents/b2-le-short-chain.yaml \
	scenarios/incidents/b3-addtrust.yaml \
	scenarios/incidents/b4-azure-baltimore.yaml \
	scenarios/incidents/b5-digicert-g1.yaml \
	scenarios/incidents/b6-gts-roots-reissued.yaml \
	scenarios/incidents/b7-amazon-rds-2024.yaml \
	scenarios/incidents/b7-amazon-rds.yaml \
	scenarios/incidents/c1-le-caa-recheck.yaml \
	scenarios/incidents/c2-le-tls-alpn.yaml \
	scenarios/incidents/c3-short-serials.yaml \
	scenarios/incidents/c4-digicert-ev.yaml \
	scenarios/incidents/c5-ocsp-intermediates.yaml \
	scenarios/incidents/c6-digicert-cname.yaml \
	scenarios/incidents/c7-issuance-stops.yaml \
	scenarios/incidents/f1-smashing-magazine.yaml \
	scenarios/incidents/f2-hostile-pinning.yaml \
	scenarios/incidents/f3-firefox-static-pins.yaml \
	scenarios/incidents/f4-zom.yaml \
	scenarios/incidents/f5-early-renewal.yaml \
	scenarios/incidents/f6-leaf-only-provider.yaml \
	scenarios/incidents/f7-presented-list.yaml \
	scenarios/incidents/f8-rotated-before-the-update.yaml \
	scenarios/incidents/d1-diginotar.yaml \
	scenarios/incidents/d2-symantec.yaml \
	scenarios/incidents/d3-entrust.yaml \
	scenarios/incidents/e1-heartbleed.yaml \
	scenarios/incidents/e2-same-key.yaml \
	scenarios/incidents/g3-jabber.yaml \
	scenarios/incidents/g4-caa-replaced.yaml \
	scenarios/incidents/g1-tls-inspection.yaml \
	scenarios/incidents/g2-preinstalled-roots.yaml \
	scenarios/incidents/g5-state-root.yaml \
	scenarios/incidents/h1-cloudflare-universal.yaml \
	scenarios/incidents/h1-cloudflare.yaml \
	scenarios/incidents/h2-google-roots.yaml \
	scenarios/incidents/j1-not-enough-scts.yaml \
	scenarios/incidents/j2-log-retired.yaml \
	scenarios/incidents/j3-stale-list.yaml \
	$(NULL)
# What the apps of pin-files.yaml ship.
scenario_pin_filesdir = $(pkgdatadir)/scenarios/situations/pin-files
dist_scenario_pin_files_DATA = \
	scenarios/situations/pin-files/Info.plist \
	scenarios/situations/pin-files/health-check.sh \
	scenarios/situations/pin-files/network_security_config.xml \
	$(NULL)
scenario_situationsdir = $(pkgdatadir)/scenarios/situations
dist_scenario_situations_DATA = \
	scenarios/situations/channels.yaml \
	scenarios/situations/d04-minimum-version.yaml \
	scenarios/situations/d04-store-phases.yaml \
	scenarios/situations/d08-rarely-used.yaml \
	scenarios/situations/live-clients.yaml \
	scenarios/situations/move-to-another-ca.yaml \
	scenarios/situations/pin-files.yaml \
	scenarios/situations/s01-key-reuse.yaml \
	scenarios/situations/s02-renewed-early.yaml \
	scenarios/situations/s03-staged-not-loaded.yaml \
	scenarios/situations/s04-managed-keys.yaml \
	scenarios/situations/s05-refetch.yaml \
	scenarios/situations/s05-replayed-list.yaml \
	scenarios/situations/s06-monitors.yaml \
	scenarios/situations/s07-kiosks-behind-the-pin.yaml \
	scenarios/situations/s07-updates-behind-the-pin.yaml \
	scenarios/situations/s08-adoption.yaml \
	scenarios/situations/s08-versions.yaml \
	scenarios/situations/s09-header-pins.yaml \
	scenarios/situations/s10-clients-side-by-side.yaml \
	scenarios/situations/s10-names-and-ends.yaml \
	scenarios/situations/s11-key-and-spki.yaml \
	scenarios/situations/s12-backup-key-lost.yaml \
	scenarios/situations/s12-backup-key-stolen.yaml \
	scenarios/situations/s13-four-attacks.yaml \
	scenarios/situations/s13-root-ct-caa.yaml \
	scenarios/situations/s14-tls-inspection.yaml \
	scenarios/situations/s15-ca-compromised.yaml \
	scenarios/situations/s16-mass-revocation-fleet.yaml \
	scenarios/situations/s16-mass-revocation.yaml \
	scenarios/situations/s17-two-clouds.yaml \
	scenarios/situations/s18-chain.yaml \
	scenarios/situations/s18-clock.yaml \
	scenarios/situations/s18-must-staple.yaml \
	scenarios/situations/s18-revocation-outage.yaml \
	scenarios/situations/s18-revoked-intermediate.yaml \
	scenarios/situations/s18-revoked.yaml \
	scenarios/situations/s18-wrong-key.yaml \
	scenarios/situations/s19-private-ca.yaml \
	scenarios/situations/s20-wrong-tier.yaml \
	$(NULL)

scenario_plansdir = $(pkgdatadir)/scenarios/plans
dist_scenario_plans_DATA = \
	scenarios/plans/rotation.yaml \
	scenarios/plans/too-soon.yaml \
	scenarios/plans/unknown-issuer.yaml \
	$(NULL)
scenario_eventsdir = $(pkgdatadir)/scenarios/events
dist_scenario_events_DATA = \
	scenarios/events/add-host.yaml \
	scenarios/events/attack.yaml \
	scenarios/events/compromise.yaml \
	scenarios/events/cross-sign.yaml \
	scenarios/events/distrust.yaml \
	scenarios/events/expire-intermediate.yaml \
	scenarios/events/expire-leaf.yaml \
	scenarios/events/expire-pins.yaml \
	scenarios/events/expire-root.yaml \
	scenarios/events/forget-pins.yaml \
	scenarios/events/install-user-ca.yaml \
	scenarios/events/lose-backup-key.yaml \
	scenarios/events/mass-revoke.yaml \
	scenarios/events/outage.yaml \
	scenarios/events/pool.yaml \
	scenarios/events/refresh-pins.yaml \
	scenarios/events/reissue-intermediate.yaml \
	scenarios/events/release.yaml \
	scenarios/events/reload.yaml \
	scenarios/events/renew.yaml \
	scenarios/events/retire-log.yaml \
	scenarios/events/retire.yaml \
	scenarios/events/revoke.yaml \
	scenarios/events/roll-root.yaml \
	scenarios/events/serve.yaml \
	scenarios/events/set-caa.yaml \
	scenarios/events/set-clock.yaml \
	scenarios/events/set-hpkp.yaml \
	scenarios/events/shorten-lifetime.yaml \
	scenarios/events/stop-updates.yaml \
	scenarios/events/swap-intermediate.yaml \
	scenarios/events/switch-ca.yaml \
	scenarios/events/update-store.yaml \
	scenarios/events/wait.yaml \
	scenarios/events/watch-ct.yaml \
	$(NULL)
# Apps as people have them, with their pin files, chains and rehearsals.
scenario_appsdir = $(pkgdatadir)/scenarios/apps
dist_scenario_apps_DATA = scenarios/apps/roots.pem
scenario_app_android_shopdir = $(pkgdatadir)/scenarios/apps/android-shop
dist_scenario_app_android_shop_DATA = \
	scenarios/apps/android-shop/chain.pem \
	scenarios/apps/android-shop/rehearsal.yaml \
	scenarios/apps/android-shop/network_security_config.xml
scenario_app_curl_builddir = $(pkgdatadir)/scenarios/apps/curl-build
dist_scenario_app_curl_build_DATA = \
	scenarios/apps/curl-build/chain.pem \
	scenarios/apps/curl-build/rehearsal.yaml \
	scenarios/apps/curl-build/fetch.sh
scenario_app_ios_bankdir = $(pkgdatadir)/scenarios/apps/ios-bank
dist_scenario_app_ios_bank_DATA = \
	scenarios/apps/ios-bank/chain.pem \
	scenarios/apps/ios-bank/rehearsal.yaml \
	scenarios/apps/ios-bank/Info.plist
scenario_app_okhttp_newsdir = $(pkgdatadir)/scenarios/apps/okhttp-news
dist_scenario_app_okhttp_news_DATA = \
	scenarios/apps/okhttp-news/chain.pem \
	scenarios/apps/okhttp-news/rehearsal.yaml \
	scenarios/apps/okhttp-news/Pinning.kt
scenario_app_trustkit_clinicdir = $(pkgdatadir)/scenarios/apps/trustkit-clinic
dist_scenario_app_trustkit_clinic_DATA = \
	scenarios/apps/trustkit-clinic/chain.pem \
	scenarios/apps/trustkit-clinic/rehearsal.yaml \
	scenarios/apps/trustkit-clinic/TrustKit.plist
