package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.refusal.Refusal;

/**
 * Why a group cannot get as many new members as it should: the account's quota, or the machines that there are.
 *
 * @param reason the kind of problem
 * @param because in words
 * @param room how many new members it can get
 */
record Shortage(Refusal reason, String because, int room) {}
