/* Attributes and small macros that every room uses. */
#ifndef PINLAB_UTIL_COMPILER_H
#define PINLAB_UTIL_COMPILER_H

#define PL_MUST_USE __attribute__((warn_unused_result))
#define PL_NORETURN __attribute__((noreturn))
#define PL_NONNULL __attribute__((nonnull)) /* no argument may be NULL */
#define PL_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

#define PL_ARRAY_LEN(array) (sizeof(array) / sizeof(*(array)))

#endif
