package io.hostmesh.gateway.limit;

import java.util.Locale;

/**
 * What a bucket answered, in the terms of the RateLimit header fields for HTTP (draft-ietf-httpapi-ratelimit-headers).
 *
 * @param policy the name of the limit
 * @param quota calls that fit into the bucket
 * @param windowSeconds how long an empty bucket takes to fill
 * @param remaining calls left now
 * @param resetSeconds until the bucket is full again
 * @param retryAfterSeconds until one more call fits; 0 where it does now
 */
public record Allowance(
        boolean allowed,
        String policy,
        long quota,
        long windowSeconds,
        long remaining,
        long resetSeconds,
        long retryAfterSeconds) {

    /** The value of {@code RateLimit-Policy}. */
    public String policyHeader() {
        return String.format(Locale.ROOT, "\"%s\";q=%d;w=%d", policy, quota, windowSeconds);
    }

    /** The value of {@code RateLimit}. */
    public String limitHeader() {
        return String.format(Locale.ROOT, "\"%s\";r=%d;t=%d", policy, remaining, resetSeconds);
    }
}
