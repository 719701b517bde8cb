namespace SmsBridge.Web;

/// <summary>
/// A form that breaks its limits is given up in the middle of a read of its pipe. Were that the connection's own, Kestrel could not read on and would log a warning with its
/// stack for whoever sends such forms; so forms are read through a stream.
/// </summary>
internal static class FormBodies
{
    private const int Buffer = 4096;

    /// <summary>To be called before anybody reads the form.</summary>
    public static void Apart(HttpRequest request)
    {
        if (request.HasFormContentType && request.Body is not BufferedStream)
        {
            request.Body = new BufferedStream(request.Body, Buffer); // nothing to dispose of: the server owns what is behind it
        }
    }
}
