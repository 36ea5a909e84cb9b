using System.Globalization;
using System.Runtime.InteropServices;

namespace EdgeResNet.Shared.Terminal;

/// <summary>The size of a terminal's window (ioctl_tty(2)). Unlike <see cref="Console"/>, it changes no setting of the terminal.</summary>
internal static partial class WindowSize
{
    private const nuint GetSize = 0x5413; // TIOCGWINSZ on Linux

    /// <summary>Columns of the terminal behind a descriptor, or the variable COLUMNS; null where neither says it.</summary>
    public static int? Columns(int descriptor)
    {
        if (!OperatingSystem.IsWindows() && Control(descriptor, GetSize, out Size size) == 0 && size.Columns > 0)
        {
            return size.Columns;
        }

        return int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), CultureInfo.InvariantCulture, out int columns) && columns > 0 ? columns : null;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, out Size size);

    // struct winsize
    private struct Size
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }
}
