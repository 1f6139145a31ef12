package io.hostmesh.monitoring.ruleset;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.hostmesh.kit.problem.ChecksItself;
import io.hostmesh.kit.problem.Problem.FieldError;
import java.util.List;

/** {@code POST /v1/rules}: a rule of which nothing that it needs is left out. */
record NewRule(RuleBody body) implements ChecksItself {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    NewRule {}

    /** All but how far it may look back. */
    @Override
    public List<FieldError> errors() {
        RuleReader reader = new RuleReader(Integer.MAX_VALUE);
        reader.read("", "", body, 0);
        return reader.errors();
    }
}
