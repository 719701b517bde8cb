namespace SmsBridge.Bench;

/// <summary>The clone this was built in: <c>dotnet run</c> says nothing about the current folder.</summary>
internal static class Repository
{
    public static string Root { get; } = Find() ?? throw new InvalidOperationException("The bench runs from where it was built: a clone with SmsBridge.sln.");

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SmsBridge.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
