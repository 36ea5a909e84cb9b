using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>Finds splits and classes in the paths of a folder, and what is wrong with them.</summary>
/// <param name="found">The folder's content.</param>
internal sealed class FolderLayout(FoundPictures found)
{
    private readonly List<LayoutFault> faults = [];
    private readonly List<string> notes = [];

    /// <summary>Finds them.</summary>
    public ClassFolders Read()
    {
        string[] tops = Below("");
        (SplitRole Role, string Path)[] roots = [.. tops.Select(name => (Role: SplitNames.RoleOf(name), Path: name)).Where(each => each.Role is not null).Select(each => (each.Role!.Value, each.Path)).OrderBy(each => each.Value)];
        CheckSplits(roots, [.. tops.Except(roots.Select(root => root.Path))]);
        roots = roots.Length > 0 ? roots : [(SplitRole.Whole, "")];
        ClassFolder[] classes = [.. roots.SelectMany(root => Classes(root.Path))];
        Dictionary<string, string> labels = Labels(classes);
        foreach (ClassFolder each in classes)
        {
            Check(each, roots[0].Role == SplitRole.Whole && classes.Count(other => other.Pictures.Length > 0) == 1);
        }

        List<SplitFolder> splits = [];
        List<ClassPicture> pictures = [];
        foreach ((SplitRole role, string path) in roots)
        {
            (string Label, ClassFolder Folder)[] own = [.. classes.Where(each => each.Root == path).Select(each => (Label: labels[ClassName.Key(each.Name)], each)).OrderBy(each => each.Label, StringComparer.Ordinal)];
            SplitFolder split = new(role, path, [.. own.Select(each => each.Label).Distinct()]);
            splits.Add(split);
            pictures.AddRange(own.SelectMany(each => each.Folder.Pictures.Select(picture => new ClassPicture(picture, split, each.Label))));
        }

        HashSet<string> paths = [.. classes.Select(each => each.Path)];
        bool InClass(string path) => roots.Any(root => ClassPath(root.Path, path) is string owner && paths.Contains(owner));
        faults.AddRange(found.PassedOver.Where(each => each.Reason == PassedOverReason.NotUtf8 && !InClass(each.Path)).Select(each =>
            new LayoutFault(each.Path, "the name is not UTF-8, so it cannot be opened; rename it, since it may be a class")));
        PassedOver[] passedOver =
        [
            .. found.PassedOver.Where(each => each.Reason != PassedOverReason.NoPicture || InClass(each.Path)),
            .. found.Pictures.Where(picture => !InClass(picture)).Select(picture => new PassedOver(picture, PassedOverReason.Loose)),
        ];
        return new ClassFolders(found.Folder, splits, [.. labels.Values.Distinct().Order(StringComparer.Ordinal)], pictures, passedOver, faults, notes);
    }

    private void CheckSplits((SplitRole Role, string Path)[] roots, string[] others)
    {
        foreach (IGrouping<SplitRole, (SplitRole Role, string Path)> same in roots.GroupBy(root => root.Role).Where(same => same.Count() > 1))
        {
            faults.Add(new LayoutFault("", $"{string.Join(" and ", same.Select(root => $"'{root.Path}'"))} both name the split {same.Key.Name()}; keep one, or put their pictures together"));
        }

        string[] beside = roots.Length == 0 ? [] : [.. others.Where(name => found.Pictures.Any(picture => IsIn(name, picture)))];
        if (beside.Length > 0)
        {
            faults.Add(new LayoutFault(
                "",
                $"{Quoted(beside)} {(beside.Length == 1 ? "lies" : "lie")} beside {Quoted([.. roots.Select(root => root.Path)])}, a name of a split; put classes into train, or rename {(roots.Length == 1 ? "it if it is a class" : "what is a class")}"));
        }
    }

    /// <summary>The label of each name's key: as the first split writes it.</summary>
    private Dictionary<string, string> Labels(ClassFolder[] classes)
    {
        Dictionary<string, ClassFolder> first = [];
        foreach (ClassFolder each in classes)
        {
            if (first.TryAdd(ClassName.Key(each.Name), each))
            {
                continue;
            }

            ClassFolder other = first[ClassName.Key(each.Name)];
            if (other.Root == each.Root)
            {
                faults.Add(new LayoutFault(each.Root, $"two folders are named '{ClassName.Of(each.Name)}' but for {ClassName.Difference(other.Name, each.Name)}; put their pictures together, or rename one"));
            }
            else if (other.Name != each.Name)
            {
                notes.Add($"{other.Root} and {each.Root} write the class '{ClassName.Of(other.Name)}' differently ({ClassName.Difference(other.Name, each.Name)}); it is read as one");
            }
        }

        return first.ToDictionary(each => each.Key, each => ClassName.Of(each.Value.Name));
    }

    private void Check(ClassFolder each, bool isOnlyOne)
    {
        if (!Printable.IsName(each.Name))
        {
            faults.Add(new LayoutFault(each.Path, "the class name contains a control character; rename the folder"));
        }
        else if (ClassName.Of(each.Name).Length == 0)
        {
            faults.Add(new LayoutFault(each.Path, "the class name has only blanks; rename the folder"));
        }
        else if (SplitNames.RoleOf(each.Name) is not null)
        {
            faults.Add(new LayoutFault(each.Path, "the class is named like a split; give the folder that holds train, val and test, or rename the class"));
        }
        else if (each.HoldsOnlyFolders)
        {
            string[] below = Below(each.Path);
            string held = $"holds no picture itself, only the {(below.Length == 1 ? "folder" : "folders")} {Quoted(below)}";
            faults.Add(new LayoutFault(
                each.Path,
                isOnlyOne ? $"{held}; if {(below.Length == 1 ? "that is a class" : "these are the classes")} or splits, give this folder: --data {found.At(each.Path)}"
                : below.All(name => SplitNames.RoleOf(name) is not null) ? $"{held}; splits come first and classes in them, as in {found.At(below[0])}/{each.Name}"
                : $"{held}; move its pictures up into it, or give the folder that holds the class folders"));
        }
    }

    /// <summary>The class folders of a split, also those without pictures.</summary>
    private IEnumerable<ClassFolder> Classes(string root)
    {
        ILookup<string?, string> pictures = found.Pictures.ToLookup(picture => ClassPath(root, picture));
        return Below(root).Select(name => root.Length == 0 ? name : $"{root}/{name}").Select(path => new ClassFolder(root, path[(path.LastIndexOf('/') + 1)..], path, [.. pictures[path]]));
    }

    /// <summary>The class folder of a path in a split; null for a path in none.</summary>
    private static string? ClassPath(string root, string path)
    {
        int end = root.Length == 0 || IsIn(root, path) ? path.IndexOf('/', root.Length == 0 ? 0 : root.Length + 1) : -1;
        return end < 0 ? null : path[..end];
    }

    /// <summary>Names of the folders in a folder.</summary>
    private string[] Below(string folder)
    {
        int start = folder.Length == 0 ? 0 : folder.Length + 1;
        return [.. found.Folders.Where(path => (start == 0 || IsIn(folder, path)) && path.IndexOf('/', start) < 0).Select(path => path[start..])];
    }

    private static bool IsIn(string folder, string path) => path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal);

    private static string Quoted(string[] names)
    {
        const int Most = 4;
        string shown = string.Join(", ", names.Take(Most).Select(name => $"'{name}'"));
        return names.Length > Most ? $"{shown} and {Counted.Of(names.Length - Most, "other")}" : shown;
    }

    /// <summary>A class folder of one split.</summary>
    private sealed record ClassFolder(string Root, string Name, string Path, string[] Pictures)
    {
        public bool HoldsOnlyFolders => Pictures.Length > 0 && Pictures.All(picture => picture.IndexOf('/', Path.Length + 1) >= 0);
    }
}
