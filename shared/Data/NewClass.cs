using System.Text;

namespace EdgeResNet.Shared.Data;

/// <summary>Names that a person gives to classes. They become names of folders.</summary>
internal static class NewClass
{
    private const int MostBytes = 120; // a file system allows 255 a name
    private const string Inbox = "inbox";

    /// <summary>The name as a label: composed (NFC), without blanks around it.</summary>
    /// <exception cref="UsageException">A folder of that name would be no class, or the name cannot be shown.</exception>
    public static string Name(string text)
    {
        string name = ClassName.Of(text);
        string? fault = name.Length == 0 ? "is empty"
            : Encoding.UTF8.GetByteCount(name) > MostBytes ? $"is longer than {MostBytes} bytes"
            : name[0] == '.' ? "begins with a dot, as hidden folders do"
            : name.AsSpan().ContainsAny('/', '\\') || !Printable.IsName(name) ? "has a slash or a character that cannot be shown"
            : SplitNames.RoleOf(name) is not null || ClassName.AreSame(name, Inbox) ? "is the name of a folder with another meaning"
            : null;
        return fault is null ? name : throw new UsageException($"class '{Printable.Of(name)}' {fault}; choose another name");
    }
}
