namespace SmsBridge.Store;

/// <summary>Operations of one kind that a store which takes sets of rows executes together. They have not been told anything yet, so none of them can build on another.</summary>
internal interface IWriteSet
{
    /// <summary>As <see cref="WriteOperation.Execute"/>: may run more than once.</summary>
    /// <param name="operations">All of this kind; more than one.</param>
    void Execute(WriteSession session, IReadOnlyList<WriteOperation> operations);
}
