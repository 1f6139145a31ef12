package io.hostmesh.kit.problem;

import io.hostmesh.kit.problem.Problem.FieldError;
import java.util.List;

/**
 * A body that knows which of its fields are wrong by themselves. So these are named also where others could not be read, which are
 * null then.
 */
public interface ChecksItself {

    /** Every field that is wrong by itself; none for a good one. Also for a body with nulls anywhere. */
    List<FieldError> errors();
}
