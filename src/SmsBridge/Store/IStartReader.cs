namespace SmsBridge.Store;

/// <summary>
/// Has something to read before the first request: as soon as the store is open, while the host is still being put together. Brief, and so without a
/// token: a start that is given up ends with its process.
/// </summary>
internal interface IStartReader
{
    Task ReadAsync();
}
