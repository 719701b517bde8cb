namespace SmsBridge.Store;

/// <summary>
/// An <c>INSERT</c> of many rows by one statement, for a store that is asked over a connection: there a way to and fro for each row costs more than the row.
/// Belongs to the writer's connection and thread.
/// </summary>
internal abstract class PreparedRows : StatementValues
{
    /// <summary>Leaves what was added and not inserted: a run before this one may have been broken off.</summary>
    public abstract void Clear();

    /// <summary>The row is bound; the next <see cref="StatementValues.Bind(int, long)"/> is of another.</summary>
    public abstract void Add();

    /// <summary>Inserts all that were added, in that order, with ids that rise with it; empty afterwards.</summary>
    /// <returns>The id of each; null: none was inserted, as a unique row is there already, or stands before it among these.</returns>
    public abstract IReadOnlyList<long?> Insert();
}
