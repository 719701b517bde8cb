using System.Text.Json;
using SmsBridge.Texts;

namespace SmsBridge.TenantTexts;

/// <summary>A registered template as a row has it: JSON, null where there is none.</summary>
internal static class RegisteredColumn
{
    public static string? Of(RegisteredTemplate? registered) => registered is null ? null : JsonSerializer.Serialize(registered, TextsJson.Default.RegisteredTemplate);

    /// <returns>Of one that another version wrote, and that can not be read: one without a pattern, under which nothing is sent.</returns>
    public static RegisteredTemplate? Read(string? stored)
    {
        if (stored is null)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(stored, TextsJson.Default.RegisteredTemplate) ?? new RegisteredTemplate();
        }
        catch (JsonException)
        {
            return new RegisteredTemplate();
        }
    }
}
