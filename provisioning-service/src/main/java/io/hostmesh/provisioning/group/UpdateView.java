package io.hostmesh.provisioning.group;

import io.hostmesh.provisioning.group.MemberRules.Share;
import io.hostmesh.provisioning.group.MemberRules.UpdateRules;
import io.hostmesh.provisioning.server.Members;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a group follows its template, and how far it has, as the API shows it.
 *
 * @param maxUnavailable a number of members, or a percentage such as "25%"
 * @param state null while the template never changed
 * @param revision of the template, from 1
 * @param replaced how many members the last update gave up, {@code of} those it has to
 * @param because why it is in that state, and what it waits for
 */
record UpdateView(
        Object maxUnavailable,
        long pauseSeconds,
        boolean rollBack,
        Rollout.@Nullable State state,
        int revision,
        @Nullable Integer replaced,
        @Nullable Integer of,
        @Nullable String because,
        @Nullable String correlationId) {

    static UpdateView of(UpdateRules rules, Rollout rollout, List<Members.View> members) {
        Share share = rules.maxUnavailable();
        Object away = share.percent() ? share.amount() + "%" : (Object) share.amount();
        Rollout.Update update = rollout.update();
        if (update == null) {
            return new UpdateView(
                    away,
                    rules.pause().toSeconds(),
                    rules.rollBack(),
                    null,
                    rollout.revision(),
                    null,
                    null,
                    null,
                    null);
        }
        int left = (int) members.stream()
                .filter(member -> member.building() || member.running())
                .filter(member -> member.revision() != rollout.revision())
                .count();
        return new UpdateView(
                away,
                rules.pause().toSeconds(),
                rules.rollBack(),
                update.state(),
                rollout.revision(),
                update.replaced(),
                update.replaced() + left,
                update.explained(),
                update.correlationId());
    }
}
