using Microsoft.Extensions.Hosting.WindowsServices;

namespace SmsBridge.Hosting.Supervision;

/// <summary>A Windows service is started in the system's own folder, where no data belongs: relative paths then count from the machine's folder for SmsBridge.</summary>
internal static class WorkingFolder
{
    public static void EnterWhereNobodyChoseOne()
    {
        if (OperatingSystem.IsWindows())
        {
            EnterAsService();
        }
    }

    /// <summary>Apart, so that the library for Windows is loaded only there.</summary>
    private static void EnterAsService()
    {
        if (WindowsServiceHelpers.IsWindowsService())
        {
            Directory.SetCurrentDirectory(Directory.CreateDirectory(SettingsFiles.OfMachine).FullName);
        }
    }
}
