namespace SmsBridge.Storage;

/// <summary>Has something to read before the first request: as soon as the store is open, while the host is still being put together.</summary>
internal interface IStartReader
{
    Task ReadAsync();
}
