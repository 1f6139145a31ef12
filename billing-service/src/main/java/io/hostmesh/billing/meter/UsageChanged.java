package io.hostmesh.billing.meter;

/** Told within the process, after commit: something about the use of this account's servers became known. */
public record UsageChanged(String accountId) {}
