package io.hostmesh.monitoring.check;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.hostmesh.kit.problem.ChecksItself;
import io.hostmesh.kit.problem.Problem.FieldError;
import java.util.List;

/** {@code POST /v1/checks}: a check of which nothing that it needs is left out. */
record NewCheck(CheckRequest check) implements ChecksItself {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    NewCheck {}

    /** All but how often and where it is run. */
    @Override
    public List<FieldError> errors() {
        return CheckReader.subjectErrors(check);
    }
}
