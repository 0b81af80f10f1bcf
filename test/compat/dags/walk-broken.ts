// A DAG file that cannot be imported: the walk looks for it among the import errors.
throw new ReferenceError("nothing_of_that_name is not defined");
