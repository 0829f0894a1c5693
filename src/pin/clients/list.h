/* The entries of the client table, which pin/client.c lists, and what their files share. Others
 * find them by name. */
#ifndef PINLAB_PIN_CLIENTS_LIST_H
#define PINLAB_PIN_CLIENTS_LIST_H

#include "pin/client.h"
#include "pin/reader.h"

#define PL_FORM(form) (1u << PL_FORM_##form)
#define PL_HASH(hash) (1u << PL_HASH_##hash)
#define PL_SPELLED(spelling) (1u << PL_SPELLED_##spelling)

extern const struct pl_client pl_client_generic;
extern const struct pl_client pl_client_leaf_only;
extern const struct pl_client pl_client_any_presented;
extern const struct pl_client pl_client_ca_only;
extern const struct pl_client pl_client_okhttp;
extern const struct pl_client pl_client_okhttp_3;
extern const struct pl_client pl_client_android_nsc;
extern const struct pl_client pl_client_android_nsc_23;
extern const struct pl_client pl_client_android_nsc_debug;
extern const struct pl_client pl_client_apple;
extern const struct pl_client pl_client_trustkit_ios;
extern const struct pl_client pl_client_trustkit_android;
extern const struct pl_client pl_client_alamofire_certificates;
extern const struct pl_client pl_client_alamofire_public_keys;
extern const struct pl_client pl_client_afnetworking;
extern const struct pl_client pl_client_afnetworking_certificates;
extern const struct pl_client pl_client_hpkp;
extern const struct pl_client pl_client_chromium_static;
extern const struct pl_client pl_client_firefox_static;
extern const struct pl_client pl_client_firefox_static_2;
extern const struct pl_client pl_client_firefox_static_3;
extern const struct pl_client pl_client_curl;
extern const struct pl_client pl_client_curl_8_17;
extern const struct pl_client pl_client_wget;
extern const struct pl_client pl_client_urllib3;
extern const struct pl_client pl_client_gnutls_tofu;
extern const struct pl_client pl_client_dane_0;
extern const struct pl_client pl_client_dane_1;
extern const struct pl_client pl_client_dane_2;
extern const struct pl_client pl_client_dane_3;
extern const struct pl_client pl_client_react_native;
extern const struct pl_client pl_client_react_native_keys;
extern const struct pl_client pl_client_flutter;

#endif
