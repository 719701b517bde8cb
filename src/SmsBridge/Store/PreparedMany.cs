namespace SmsBridge.Store;

/// <summary>
/// The same statement for many rows at once, for a store that is asked over a connection: there a way to and fro for each row costs more than the row.
/// Made by <see cref="WriteSession.PrepareRows"/> and <see cref="WriteSession.PrepareSet"/>; belongs to the writer's connection and thread.
/// </summary>
/// <typeparam name="TResult">What is said of each row.</typeparam>
internal abstract class PreparedMany<TResult> : StatementValues
{
    /// <summary>Leaves what was added and not executed: a run before this one may have been broken off.</summary>
    public abstract void Clear();

    /// <summary>The row is bound; the next <see cref="StatementValues.Bind(int, long)"/> is of another.</summary>
    public abstract void Add();

    /// <summary>For all that were added, in that order; empty afterwards.</summary>
    public abstract IReadOnlyList<TResult> Execute();
}
