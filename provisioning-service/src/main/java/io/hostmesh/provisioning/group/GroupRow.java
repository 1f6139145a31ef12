package io.hostmesh.provisioning.group;

import io.hostmesh.contracts.GroupEvent.TargetTracking;
import io.hostmesh.provisioning.label.Labels;
import io.hostmesh.provisioning.policy.Scaling;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A group as it is stored. */
@Entity
@Table(name = "server_groups")
class GroupRow {

    static final String ACTIVE = "active";
    static final String DELETING = "deleting";
    static final String DELETED = "deleted";

    @Id
    String id;

    @Column(name = "account_id")
    String accountId;

    String name;

    @Column(name = "plan_id")
    String planId;

    @Column(name = "image_id")
    String imageId;

    @Column(name = "location_id")
    String locationId;

    int minimum;
    int maximum;

    /** Null, with the next two, for a group that is sized by hand. */
    @Nullable
    String metric;

    @Nullable
    Double target;

    @Nullable
    Double tolerance;

    @Column(name = "stabilization_seconds")
    int stabilizationSeconds;

    @Column(name = "warm_up_seconds")
    int warmUpSeconds;

    /** A {@link Scaling} as JSON, or null for the default. */
    @Nullable
    String scaling;

    /** {@link MemberRules} as JSON; null for the defaults. */
    @Column(name = "member_rules")
    @Nullable
    String memberRules;

    /** A {@link Rollout} as JSON; null for a template that never changed. */
    @Nullable
    String rollout;

    /** {@link Labels} as they are stored; new members get them too. */
    String labels;

    /** Ids with commas between them. */
    @Column(name = "ssh_keys")
    String sshKeys;

    /** By what the members' user data is known; null where they get none. */
    @Column(name = "user_data")
    @Nullable
    String userData;

    @Column(name = "deletion_protection")
    boolean deletionProtection;

    String state;
    Instant since;
    int desired;
    boolean suspended;

    /** A {@link Memory} as JSON. */
    String memory;

    @Column(name = "next_check_at")
    @Nullable
    Instant nextCheckAt;

    @Column(name = "created_at")
    Instant createdAt;

    /** Counts changes that a customer would notice. */
    long version;

    @SuppressWarnings("NullAway.Init")
    protected GroupRow() {}

    @SuppressWarnings("NullAway.Init")
    GroupRow(GroupDescription of, String emptyMemory, GroupStore store) {
        id = of.id();
        accountId = of.accountId();
        createdAt = of.createdAt();
        state = ACTIVE;
        since = of.createdAt();
        memory = emptyMemory;
        labels = Labels.NONE.json();
        describe(of, store);
    }

    GroupDescription description(GroupStore store) {
        return new GroupDescription(
                id,
                accountId,
                name,
                planId,
                imageId,
                locationId,
                minimum,
                maximum,
                metric == null
                        ? null
                        : new TargetTracking(metric, Objects.requireNonNull(target), Objects.requireNonNull(tolerance)),
                Duration.ofSeconds(stabilizationSeconds),
                Duration.ofSeconds(warmUpSeconds),
                scaling == null ? Scaling.DEFAULT : store.read(scaling, Scaling.class),
                memberRules == null ? MemberRules.DEFAULT : store.read(memberRules, MemberRules.class),
                new Given(sshKeyIds(), userData),
                createdAt);
    }

    List<String> sshKeyIds() {
        return sshKeys.isEmpty() ? List.of() : List.of(sshKeys.split(",", -1));
    }

    /** What no decision needs; what is left out of a request stays. True if something is different now. */
    boolean attribute(@Nullable Map<String, String> wished, @Nullable Boolean protection) {
        String labelsBefore = labels;
        boolean protectionBefore = deletionProtection;
        labels = wished == null ? labels : Labels.of(wished).json();
        deletionProtection = protection == null ? deletionProtection : protection;
        return !labels.equals(labelsBefore) || deletionProtection != protectionBefore;
    }

    void describe(GroupDescription of, GroupStore store) {
        name = of.name();
        planId = of.planId();
        imageId = of.imageId();
        locationId = of.locationId();
        sshKeys = String.join(",", of.given().sshKeys());
        userData = of.given().userData();
        minimum = of.min();
        maximum = of.max();
        TargetTracking tracking = of.targetTracking();
        metric = tracking == null ? null : tracking.metric();
        target = tracking == null ? null : tracking.target();
        tolerance = tracking == null ? null : tracking.tolerance();
        stabilizationSeconds = (int) of.stabilization().toSeconds();
        warmUpSeconds = (int) of.warmUp().toSeconds();
        scaling = of.scaling().equals(Scaling.DEFAULT) ? null : store.write(of.scaling());
        memberRules = of.members().equals(MemberRules.DEFAULT) ? null : store.write(of.members());
    }
}
