package io.hostmesh.provisioning.group;

/**
 * Why a group cannot get as many new members as it should: the account's quota, or the machines that there are.
 *
 * @param reason a stable word, for example {@code quota-exceeded}
 * @param because in words
 * @param room how many new members it can get
 */
record Shortage(String reason, String because, int room) {}
