namespace SmsBridge.Store;

/// <summary>
/// The same change for many rows by one statement, for a store that is asked over a connection: there a way to and fro for each row costs more than the row.
/// Made by <see cref="WriteSession.PrepareSet"/>; belongs to the writer's connection and thread.
/// </summary>
internal abstract class PreparedSet : StatementValues
{
    /// <summary>Leaves what was added and not executed: a run before this one may have been broken off.</summary>
    public abstract void Clear();

    /// <summary>The row is bound; the next <see cref="StatementValues.Bind(int, long)"/> is of another.</summary>
    public abstract void Add();

    /// <summary>For all that were added; empty afterwards.</summary>
    /// <returns>For each whether the change found its row.</returns>
    public abstract IReadOnlyList<bool> Execute();
}
