/* The entries of the table of pin formats, which pin/format.c lists. Others find them by name. */
#ifndef PINLAB_PIN_FORMATS_LIST_H
#define PINLAB_PIN_FORMATS_LIST_H

#include "pin/format.h"

extern const struct pl_pin_format pl_pin_format_pinlab;
extern const struct pl_pin_format pl_pin_format_okhttp;
extern const struct pl_pin_format pl_pin_format_flutter;
extern const struct pl_pin_format pl_pin_format_react_native;
extern const struct pl_pin_format pl_pin_format_urllib3;
extern const struct pl_pin_format pl_pin_format_hpkp;
extern const struct pl_pin_format pl_pin_format_wget;
extern const struct pl_pin_format pl_pin_format_curl;
extern const struct pl_pin_format pl_pin_format_gnutls;
extern const struct pl_pin_format pl_pin_format_tlsa;
extern const struct pl_pin_format pl_pin_format_certificates;
extern const struct pl_pin_format pl_pin_format_list;
extern const struct pl_pin_format pl_pin_format_android_nsc;
extern const struct pl_pin_format pl_pin_format_apple_pinned_domains;
extern const struct pl_pin_format pl_pin_format_trustkit;
extern const struct pl_pin_format pl_pin_format_trustkit_android;

#endif
