namespace SmsBridge.Store;

/// <summary>What a prepared statement of the hot paths is bound to, by the place of each parameter among its names.</summary>
internal abstract class StatementValues : IDisposable
{
    /// <param name="index">From 1, in the order of the names.</param>
    public abstract void Bind(int index, long value);

    public abstract void Bind(int index, long? value);

    public abstract void Bind(int index, byte[]? value);

    public abstract void Bind(int index, string? value);

    public abstract void Dispose();
}
