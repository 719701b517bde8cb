using System.Text.Json;

namespace SmsBridge.Web;

/// <summary>
/// Members of an object that somebody else wrote. JSON may hold half a character (<c>"\ud800"</c>), which is no text: the library throws at it, also where it
/// is the name of a member that nobody asked for. Such a one is passed over, as any other that is not known.
/// </summary>
internal static class ForeignMembers
{
    /// <returns>Null when there is no such member, or it is no object.</returns>
    public static JsonElement? Member(this JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        try
        {
            return element.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            return Search(element, name);
        }
    }

    /// <returns>Null when it is no text.</returns>
    public static string? AsText(this JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>One by one, the last one as everywhere.</summary>
    private static JsonElement? Search(JsonElement element, string name)
    {
        var found = default(JsonElement?);
        foreach (var member in element.EnumerateObject())
        {
            found = IsNamed(member, name) ? member.Value : found;
        }

        return found;
    }

    private static bool IsNamed(JsonProperty member, string name)
    {
        try
        {
            return member.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
