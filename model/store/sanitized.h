// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// WIDELENS_SANITIZED: 1 in a program built for a sanitizer (address, thread, memory), which has an allocator of its own and
// keeps what was given back; else 0. WIDELENS_THREAD_SANITIZED: that for threads. GCC and Clang say it in different ways.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WIDELENS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define WIDELENS_SANITIZED 1
#endif
#endif
#ifndef WIDELENS_SANITIZED
#define WIDELENS_SANITIZED 0
#endif
#if defined(__SANITIZE_THREAD__)
#define WIDELENS_THREAD_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WIDELENS_THREAD_SANITIZED 1
#endif
#endif
#ifndef WIDELENS_THREAD_SANITIZED
#define WIDELENS_THREAD_SANITIZED 0
#endif
