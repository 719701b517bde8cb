using System.Reflection;

namespace SmsBridge.Web;

/// <summary>What we call ourselves to those we call.</summary>
internal static class Product
{
    /// <summary>For <c>User-Agent</c>: name and version, <c>SmsBridge/0.1.0</c>. Not the commit: it is nobody's business.</summary>
    public static readonly string UserAgent = $"SmsBridge/{Version()}";

    private static string Version()
    {
        var version = typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        return version.IndexOf('+', StringComparison.Ordinal) is >= 0 and var plus ? version[..plus] : version;
    }
}
