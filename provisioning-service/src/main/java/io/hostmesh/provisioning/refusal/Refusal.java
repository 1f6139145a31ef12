package io.hostmesh.provisioning.refusal;

import io.hostmesh.kit.problem.Problem.FieldError;
import io.hostmesh.kit.problem.ProblemType;
import java.util.List;

/** The kinds of problems of provisioning. Their ids are stable: customers' programs go by them. */
public enum Refusal implements ProblemType {
    QUOTA_EXCEEDED(
            409,
            "The account has as much as its quota allows.",
            "Nothing more can be provisioned: the quota of servers is 10, of which 10 are in use."),
    UNITS_EXHAUSTED(
            409,
            "All machines of a plan that there are only so many for are in use or in quarantine.",
            "Nothing more can be provisioned: there are 2 machines for gpu in local, and 2 are in use or in quarantine."),
    SPEND_LIMIT_REACHED(
            409,
            "The account's spending has reached its limit, so nothing that costs more is done.",
            "Nothing more can be provisioned: budget bgt_1 is used up."),
    NAME_TAKEN(
            409,
            "The account has another object of this kind with the name.",
            "The account has another server with the name web-1: srv_2."),
    PLAN_RETIRED(422, "The plan takes no new servers.", "The plan is retired and takes no new servers: nano."),
    LOCATION_CLOSED(422, "The location takes no new servers.", "The location takes no new servers: local."),
    IMAGE_NOT_OFFERED(
            422, "The image is not offered in the location.", "The image is not offered in local: debian-12."),
    ACTION_UNDER_WAY(
            409,
            "Another action of the server is under way.",
            "Expected no action to be under way, but reboot atn_1 is; wait for it, or delete the server."),
    ILLEGAL_STATE(
            409,
            "The object's state does not allow it.",
            "Expected a server that is running to be stopped, but it is failed."),
    DELETION_PROTECTED(
            409,
            "The object is protected from deletion.",
            "The server srv_1 is protected from deletion: set its deletionProtection to false first."),
    PLAN_UNCHANGED(
            409, "The server is of that plan already.", "Expected another plan than small, which the server is of."),
    SERVER_IN_GROUP(
            409,
            "The server is a member of a group, which decides about it.",
            "A member of a group is only deleted by hand: the group makes another. Anything else is a change of the"
                    + " group."),
    MACHINE_IN_QUARANTINE(
            409,
            "The machine of the failed server is held until an operator has looked at it.",
            "The server failed, and its machine is in quarantine until an operator has looked at it: delete the server"
                    + " and create another."),
    SERVER_NOT_DELETED(
            409,
            "The machine in quarantine still has its server.",
            "Expected the server srv_1 to be deleted before its machine is wiped, but it is not."),
    MAXIMUM_REACHED(
            409,
            "The group has as many members as it may.",
            "The group has 3 members in any state but deleted, and its maximum is 3."),
    SCALING_SUSPENDED(409, "Scaling of the group is suspended.", "Scaling of the group is suspended."),
    CREATION_FAILURES(
            409,
            "The group's new members failed too often, so no more are made until scaling is resumed.",
            "The group does not grow: its last 5 new members failed."),
    NO_UPDATE(409, "No update of the group's members is under way.", "No update of the group's members is under way."),
    NO_BALANCER(
            422,
            "Groups of the location cannot have one address.",
            "Groups in the location local have no balancer in this installation."),
    PORT_TAKEN(409, "Another group's balancer has the port.", "Another group's balancer has the port 7500."),
    NO_PORT_LEFT(
            409,
            "All ports for balancers are in use.",
            "All ports for balancers, from 7500 to 7599, are in use by other groups."),
    SSH_KEY_EXISTS(409, "The account has that key already.", "The account has that key already: ssh_1, laptop."),
    TOO_MANY_SSH_KEYS(
            409,
            "The account has as many SSH keys as it may.",
            "An account has at most 200 SSH keys; delete one first."),
    PLAN_EXISTS(409, "There is a plan with that id.", "There is a plan nano; publish a version of it."),

    /** In the error of an action, as are the next three: nothing is answered with these. */
    ATTEMPT_FAILED(
            503,
            "The last attempt of the action's step failed; it is tried again.",
            "expected a machine of srv_1, but the location refused"),
    LOCATION_UNAVAILABLE(
            503,
            "The action waits for its location, which fails and is left alone until it is asked again.",
            "the location local is not available: create failed: the provider does not answer; it is asked again at"
                    + " 2026-11-22T08:17:40Z"),
    STEP_GIVEN_UP(
            503,
            "The action failed: a step did not succeed within its attempts.",
            "given up after 8 attempts: the location refused"),
    MACHINE_FAILED(500, "The action failed: the machine ended by itself.", "the machine ended with status 137");

    private final int status;
    private final String description;
    private final String exampleDetail;

    Refusal(int status, String description, String exampleDetail) {
        this.status = status;
        this.description = description;
        this.exampleDetail = exampleDetail;
    }

    /** The one with that id, which was kept with an action. */
    public static Refusal of(String id) {
        for (Refusal refusal : values()) {
            if (refusal.id().equals(id)) {
                return refusal;
            }
        }
        throw new IllegalStateException("expected the id of a refusal, got " + id);
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public String exampleDetail() {
        return exampleDetail;
    }

    @Override
    public List<FieldError> exampleErrors() {
        return switch (this) {
            case PLAN_RETIRED -> wrong("plan");
            case LOCATION_CLOSED -> wrong("location");
            case IMAGE_NOT_OFFERED -> wrong("image");
            default -> List.of();
        };
    }

    /** What the example says of that field: "The field is wrong." without what the field is named by. */
    private List<FieldError> wrong(String field) {
        return List.of(new FieldError(
                field, exampleDetail.substring("The  ".length() + field.length(), exampleDetail.length() - 1)));
    }
}
