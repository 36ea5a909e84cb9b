namespace EdgeResNet.Shared.Data;

/// <summary>Files and record layout of one of Krizhevsky's two data sets in the binary version (described on his page).</summary>
/// <param name="Name">Its name in <c>--data</c>.</param>
/// <param name="Folder">Folder inside the published archive.</param>
/// <param name="TrainFiles">Files of the 50,000 training pictures.</param>
/// <param name="TestFile">File of the 10,000 test pictures.</param>
/// <param name="NamesFile">Class names, one a line.</param>
/// <param name="LabelBytes">Bytes before the pixels; the last is the class (CIFAR-100 has the coarse class before it).</param>
/// <param name="ClassCount">Classes.</param>
internal sealed record CifarLayout(string Name, string Folder, IReadOnlyList<string> TrainFiles, string TestFile, string NamesFile, int LabelBytes, int ClassCount);
