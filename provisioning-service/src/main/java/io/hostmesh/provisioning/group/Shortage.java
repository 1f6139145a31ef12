package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.refusal.Refusal;

/**
 * Why a group cannot get as many new members as it should: the account's quota, or the machines that there are.
 *
 * @param reason the kind of problem
 * @param because in words
 * @param room how many new members it can get
 * @param ofGrowth whether it only concerns members that replace nobody
 */
record Shortage(Refusal reason, String because, int room, boolean ofGrowth) {

    /** One that no new member gets past. */
    Shortage(Refusal reason, String because, int room) {
        this(reason, because, room, false);
    }

    /** One that keeps the group from growing, but not from replacing its members. */
    static Shortage ofGrowth(Refusal reason, String because) {
        return new Shortage(reason, because, 0, true);
    }
}
